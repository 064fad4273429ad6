"""Name what invented employers do, where they sit and what they offer to students."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.desk.demo.words import words


@dataclass(frozen=True, slots=True)
class Trade:
    """Be a line of work: how its firms are called, and the openings that they post."""

    industry: str
    firms: tuple[str, ...]
    openings: tuple[tuple[str, str], ...]


TRADES: Final = (
    Trade(
        "Health care",
        ("Community Clinic", "Family Dental", "Care Center"),
        (
            ("Front desk intern", "Greets patients, files forms, restocks rooms; no patient care."),
            ("Community health aide", "Prepares health fairs and calls families about classes."),
        ),
    ),
    Trade(
        "Information technology",
        ("Data Works", "Software", "Networks"),
        (
            ("Help desk intern", "Sets up laptops and answers first questions with a technician."),
            ("Web content intern", "Updates pages, checks links and tests on phones."),
        ),
    ),
    Trade(
        "Construction",
        ("Builders", "Carpentry", "Timber Homes"),
        (
            ("Estimating assistant", "Measures plans and helps to price materials in the office."),
            ("Shop helper", "Sorts stock and assembles kits with hand tools, under supervision."),
        ),
    ),
    Trade(
        "Manufacturing",
        ("Metal Works", "Composites", "Instruments"),
        (
            ("Quality intern", "Measures parts and writes the findings into the log."),
            ("Drafting intern", "Draws fixtures and keeps the drawing archive in order."),
        ),
    ),
    Trade(
        "Transportation and logistics",
        ("Freight", "Marine Supply", "Warehouse Partners"),
        (
            ("Inventory assistant", "Counts stock and prepares orders by hand; no forklift."),
            ("Dispatch office intern", "Answers the phone and keeps the day's schedule."),
        ),
    ),
    Trade(
        "Education and child care",
        ("Learning Garden", "After School Club", "Reading Rooms"),
        (
            ("Reading partner", "Reads with children in grades 1 to 3 and prepares games."),
            ("Club aide", "Helps the leader with crafts, snacks and sign-in."),
        ),
    ),
    Trade(
        "Food and hospitality",
        ("Kitchen", "Bakery", "Harbor Inn"),
        (
            ("Pantry intern", "Washes, labels and packs produce; no slicers, no fryers."),
            ("Guest services intern", "Welcomes guests and keeps the lobby in order."),
        ),
    ),
    Trade(
        "Arts and media",
        ("Print Studio", "Stage Company", "Radio"),
        (
            ("Gallery assistant", "Hangs shows, writes labels and welcomes school groups."),
            ("Audio intern", "Edits interviews and keeps the sound archive."),
        ),
    ),
    Trade(
        "Parks and environment",
        ("Watershed Trust", "Tree Nursery", "Trails Alliance"),
        (
            ("Restoration crew member", "Plants, mulches and counts seedlings with the crew."),
            ("Water lab aide", "Collects samples from the shore and enters the readings."),
        ),
    ),
    Trade(
        "Public service",
        ("Neighborhood Council", "Food Bank", "Youth Library"),
        (
            ("Food bank volunteer", "Packs boxes and helps families at the Saturday counter."),
            ("Community outreach intern", "Writes flyers and phones volunteers."),
        ),
    ),
    Trade(
        "Business and finance",
        ("Credit Union", "Bookkeeping", "Insurance Desk"),
        (
            ("Office intern", "Scans, sorts and enters invoices with the bookkeeper."),
            ("Member services intern", "Prepares welcome letters and the lobby display."),
        ),
    ),
    Trade(
        "Animal care and farming",
        ("Animal Shelter", "Dairy Cooperative", "Urban Farm"),
        (
            ("Kennel helper", "Feeds, walks and brushes dogs with a keeper."),
            ("Farm stand intern", "Weighs, bags and sells vegetables, counts the till with staff."),
        ),
    ),
)
FIRM_NAMES: Final = words("firm_names")
CITIES: Final = (
    ("Tacoma", "98402"),
    ("Tacoma", "98408"),
    ("Lakewood", "98499"),
    ("University Place", "98466"),
    ("Puyallup", "98371"),
    ("Fife", "98424"),
    ("Federal Way", "98003"),
    ("Gig Harbor", "98335"),
)
# about the middle of each ZIP code, in degrees
WHERE: Final = {
    "98402": (47.2529, -122.4443),
    "98408": (47.2076, -122.4436),
    "98499": (47.1665, -122.5101),
    "98466": (47.2282, -122.5360),
    "98371": (47.1939, -122.3123),
    "98424": (47.2391, -122.3500),
    "98003": (47.3059, -122.3131),
    "98335": (47.3099, -122.5972),
}
STREETS: Final = (
    "Alder St",
    "Basin Way",
    "Court C",
    "Dock Rd",
    "Elder Ave",
    "Foundry Ln",
    "Pier Rd",
)
SCHOOLS: Final = (
    ("HWD", "Heronwood High School"),
    ("BVA", "Bayview Academy of the Arts"),
    ("CDR", "Cedar Terrace High School"),
    ("EST", "Eastgate High School"),
    ("FLT", "Flint Hill High School"),
    ("IND", "Industry Street Technical High School"),
    ("KES", "Kestrel Point High School"),
    ("MAD", "Madrona Science and Math Institute"),
    ("NOR", "Northshore Open Doors"),
    ("RIV", "Rivertown Central High School"),
    ("WST", "Westlake Evening School"),
)
