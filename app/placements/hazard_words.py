"""Say in the reader's language which machines and duties the law bars to minors."""

from __future__ import annotations

from flask_babel import gettext as _


def hazard_words() -> dict[str, str]:
    """Give the words of each hazard of app/labor/data/hazards.json."""
    return {
        "HO-1": _("Explosives: making or storing them"),
        "HO-2": _("Driving a motor vehicle, or helping outside of one"),
        "HO-3": _("Coal mining"),
        "HO-4": _("Forestry, logging, sawmilling, forest fire fighting"),
        "HO-5": _("Power woodworking machines"),
        "HO-6": _("Radioactive substances"),
        "HO-7": _("Power hoists: forklifts, cranes, lifts"),
        "HO-8": _("Machines that form, punch or shear metal"),
        "HO-9": _("Mining other than coal"),
        "HO-10": _("Slaughtering, meat and poultry processing, meat slicers"),
        "HO-11": _("Power bakery machines"),
        "HO-12": _("Balers, compactors, paper-products machines"),
        "HO-13": _("Making brick, tile and kindred products"),
        "HO-14": _("Circular, band and chain saws, guillotine shears, chippers, abrasive discs"),
        "HO-15": _("Wrecking, demolition, shipbreaking"),
        "HO-16": _("Roofing, or work on or about a roof"),
        "HO-17": _("Excavation"),
        "US16-MANUFACTURING": _(
            "Manufacturing, mining or processing, or work in rooms where it happens"
        ),
        "US16-MACHINERY": _("Power machinery other than office machines"),
        "US16-TRANSPORT": _(
            "Transport, warehousing, communications, utilities or construction, "
            "but for office or sales work away from the site"
        ),
        "US16-MESSENGER": _("Public messenger service"),
        "WA-CHEMICALS": _("Toxic chemicals"),
        "WA-STRIKE": _("A site on strike or locked out"),
        "WA-HEIGHT": _("Work more than 10 feet above the ground or floor"),
        "WA-DRIVING": _("Driving on public roads, with narrow exceptions at 17"),
        "WA-FORKLIFT": _("Forklifts and heavy equipment"),
        "WA-RESPIRATOR": _("Work that needs a respirator or hearing protection"),
        "WA-FIRE": _("Firefighting and fire suppression"),
        "WA-ALONE": _("Retail work after 8 pm without an adult supervisor there"),
        "WA-FREEZER": _("Work in a walk-in freezer"),
        "WA-BLOOD": _("Bodily fluids, but in a certified nurse-aide program"),
        "WA16-MANUFACTURING": _("Manufacturing"),
        "WA16-FOOD": _("Food processing"),
        "WA16-TRADES": _("Transport, warehouse, utilities or construction, but for office work"),
        "WA16-KITCHEN": _(
            "Cooking, baking, power slicers, maintenance or window washing above "
            "the floor in retail and food"
        ),
        "WA16-AMUSEMENT": _("Amusement parks"),
        "WA16-TRUCKS": _("Loading and unloading trucks"),
        "WA16-POWER": _("Work near power machinery"),
        "WA16-DOOR": _("Door-to-door sales without a variance"),
        "MA-EVENING": _("Work after 8 pm without direct on-site supervision by an adult"),
    }
