"""Make employers with their sites and contacts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from app.core.text import fold
from app.desk.demo.draw import Draw
from app.desk.demo.making import Making
from app.desk.demo.names import Addresses, a_name, a_phone
from app.desk.demo.schools import engagement_ids
from app.desk.demo.trades import CITIES, FIRM_NAMES, STREETS, TRADES, WHERE, Trade
from app.employers.models import Contact, ContactRole, Employer, Site

DOMAINS: Final = ("example.org", "example.com")
SPANISH_CONTACTS, TWO_SITES, MORE_PEOPLE = 20, 25, 45
BESIDES: Final = (ContactRole.SIGNER, ContactRole.HUMAN_RESOURCES, ContactRole.OTHER)
# the first three employers show a supervisor of each language with several students
LANGUAGES: Final = {1: "en", 2: "es", 3: "en"}


@dataclass(slots=True)
class Partner:
    """Be an employer with what its placements need."""

    id: int
    name: str
    trade: Trade
    sites: list[int] = field(default_factory=list)
    supervisors: list[int] = field(default_factory=list)


def make_employers(making: Making) -> list[Partner]:
    """Make the employers; give them with their sites and supervisors."""
    draw = making.draw("employers")
    addresses = {domain: Addresses(domain) for domain in DOMAINS}
    owners = engagement_ids(making)
    names = draw.shuffled(FIRM_NAMES)
    partners = []
    for number in range(1, making.scale.employers + 1):
        trade = TRADES[number % len(TRADES)]
        domain = DOMAINS[number % 2]
        partner = Partner(0, _firm(draw, trade, names, number), trade)
        partner.id = making.rows.add(
            Employer,
            name=partner.name,
            search=fold(partner.name),
            industry=trade.industry,
            email_domain=domain,
            owner_id=owners[0] if draw.chance(60) else owners[-1],
            website="",
            do_not_contact=False,
            do_not_contact_reason="",
            merged_into_id=None,
            note="",
            created_at=making.season.loaded_at - timedelta(days=draw.number(120, 700)),
            version=1,
        )
        row = making.rows.row(Employer, partner.id)
        by = f"staff:{row['owner_id']}"
        making.note("created", "employer", partner.id, by=by, at=row["created_at"])
        _make_sites(making, draw, partner)
        _make_contacts(making, draw, partner, addresses[domain])
        partners.append(partner)
    return partners


def _firm(draw: Draw, trade: Trade, names: list[str], number: int) -> str:
    """Name a firm; once all the words were used, a branch number keeps names apart."""
    branch, place = divmod(number, len(names))
    name = f"{names[place].replace('-', ' ')} {draw.pick(trade.firms)}"
    return f"{name} No. {branch + 1}" if branch else name


def _make_sites(making: Making, draw: Draw, partner: Partner) -> None:
    for name in ("Main site", "Second site")[: 2 if draw.chance(TWO_SITES) else 1]:
        city, zip_code = draw.pick(CITIES)
        latitude, longitude = WHERE[zip_code]
        partner.sites.append(
            making.rows.add(
                Site,
                employer_id=partner.id,
                name=name,
                address=f"{draw.number(100, 9900)} {draw.pick(STREETS)}",
                city=city,
                state="WA",
                zip=zip_code,
                latitude=latitude,
                longitude=longitude,
                jurisdiction="WA",
                timezone=making.season.zone,
                version=1,
            )
        )


def _make_contacts(making: Making, draw: Draw, partner: Partner, addresses: Addresses) -> None:
    roles = [ContactRole.SUPERVISOR]
    if draw.chance(MORE_PEOPLE):
        roles.append(ContactRole.SUPERVISOR)
    if draw.chance(MORE_PEOPLE):
        roles.append(draw.pick(BESIDES))
    for place, role in enumerate(roles):
        spanish = draw.chance(SPANISH_CONTACTS)
        if place == 0 and partner.id in LANGUAGES:
            spanish = LANGUAGES[partner.id] == "es"
        name = a_name(draw, spanish=spanish)
        contact_id = making.rows.add(
            Contact,
            employer_id=partner.id,
            site_id=partner.sites[place % len(partner.sites)],
            name=name.whole,
            email=addresses.of(name),
            phone=a_phone(draw),
            role=role,
            language="es" if spanish else "en",
            do_not_contact=False,
            do_not_contact_reason="",
            left_at=None,
            created_at=making.season.loaded_at - timedelta(days=draw.number(60, 600)),
            version=1,
        )
        if role is ContactRole.SUPERVISOR:
            partner.supervisors.append(contact_id)
