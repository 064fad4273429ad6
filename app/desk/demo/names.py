"""Name invented people as people are named: accents, apostrophes, two surnames, a name one goes by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.core.text import fold
from app.desk.demo.draw import Draw

GIVEN: Final = tuple(
    """
Aaliyah Abdi Adaeze Aiyana Akira Alejandra Amara Amir Anahí Andre Anneliese Antonín Anya Ariadne
Asha Ayelet Bao Beatrix Bjørn Brooke Caleb Caoimhe Chidi Chloé Cyrus Dagny Dalia Darnell Darya
D'Andre Delphine Dinh Eitan Elif Elowen Emeka Enzo Esther Ethan Fatima Fenna Finn Freya Gabriel
Gemma Gideon Giulia Hana Harper Hassan Hina Hoku Ibrahim Imani Ines Iris Isaac Jada Jae Jamal
Jasper Jia Jonah Josephine Kai Kalani Keiko Kenji Khadija Kofi Lailani Laszlo Leilani Liam Linh
Lucia Maeve Malia Malik Marcus Maya Mei Micah Minh Mo'ne Nadia Naomi Nikolai Nia Noah Noor Nuala
Odin Olena Omar Orla Oscar Padma Penelope Phoenix Priya Quinn Rafferty Ravi Renée Rosalind Saanvi
Sade Samir Sasha Seán Sefina Selim Shanice Sienna Simone Siobhán Sofie Soren T'Keyah Tadeo Talia
Tariq Tavita Teuila Thanh Theo Tomasz Uma Valentina Viktor Vera Wei Willa Xavier Xiomara Yara
Yasmin Yusuf Zachary Zainab Zoë Zora
""".split()
)
FAMILY: Final = tuple(
    """
Abara Abernathy Achterberg Adeyemi Ahlström Alvey Amundsen Arkwright Asante Bähr Bancroft Begay
Bellweather Birch Bjarnason Blackwood Brightwater Brûlé Calloway Cavanaugh Chakrabarti Chau Chen
Chowdhury Cole D'Amico D'Souza Dao Delacroix Demir Dietrich Dlamini Doyle Dubois Ekström Eze
Fairweather Falconer Faleolo Fitzgerald Fofanah Fontaine Forsythe Gallagher Ghosh Gill Grünwald
Haddad Halvorsen Hartwell Hashemi Hawthorne Hino Hoang Holloway Hussein Ito Iverson Jabari Jansson
Johansen Kahananui Kaplan Kaur Kealoha Keita Kelleher Khan Kim Kowalczyk Kozlov Kwan Lâm Langley
Laroche Le Lindqvist Liu Lockhart MacAllister Mahoe Marlowe Mbeki McAlister Mehta Mensah Meyer
Mikkelsen Moana Mulligan N'Diaye Nakamura Ng Nguyễn Nwosu O'Brien O'Connell O'Neill O'Shea Oduya
Okafor Olufemi Ostrander Park Patel Pelletier Petrov Pham Pike Quigley Rahman Redfeather Reyes
Rosenthal Rutherford Saito Sandoval Schäfer Sesay Shah Sigurðsson Silva Singh Sorensen St.Clair
Sundaram Szymański Tagaloa Tanaka Thibodeaux Thorne Tran Trujillo Tuiasosopo Underhill Vance Vo
Voss Wainwright Walsh Weatherby Whitehorse Winterbourne Wójcik Yamada Yilmaz Zeller
""".split()
)
SPANISH_GIVEN: Final = tuple(
    """
Abril Adrián Alejandro Alma Álvaro Ana Andrés Ángel Araceli Beatriz Benjamín Camila Carmen César
Citlali Daniela David Diego Dulce Eduardo Elena Emiliano Esperanza Esteban Fernanda Gael Graciela
Guadalupe Héctor Inés Itzel Iván Ixchel Javier Jazmín Jesús Joaquín Jorge José Juan Julián Leonel
Lucía Luz Marisol Mateo Matías Maximiliano Mercedes Ximena Miguel Mónica Nayeli Nicolás Noemí
Óscar Paloma Raúl Rocío Rodrigo Rosalía Salvador Santiago Sebastián Sofía Tomás Valeria Víctor
Yaretzi Yolanda Zoila
""".split()
)
SPANISH_FAMILY: Final = tuple(
    """
Aguirre Álvarez Arroyo Ayala Barragán Bautista Benítez Cabrera Calderón Cárdenas Castañeda Cervantes
Contreras Córdova Dávila Domínguez Escobedo Espinoza Estrada Fuentes Gálvez García Gómez González
Guerrero Gutiérrez Hernández Herrera Ibarra Jiménez Juárez Leyva López Lozano Luján Maldonado
Márquez Martínez Mejía Méndez Mendoza Montoya Morales Muñoz Navarro Núñez Olvera Ordóñez Orozco
Ortega Ortiz Pacheco Peña Pérez Quintero Ramírez Reyes Rivera Robles Rodríguez Rosales Salazar
Sánchez Santillán Serrano Sepúlveda Solís Soto Tejeda Tovar Treviño Urbina Valdez Vázquez Velasco
Villanueva Villaseñor Yáñez Zamora Zúñiga
""".split()
)
SHORTER: Final = {
    "Alejandra": "Ale",
    "Alejandro": "Alex",
    "Benjamín": "Benja",
    "Emiliano": "Emi",
    "Guadalupe": "Lupita",
    "Josephine": "Josie",
    "José": "Pepe",
    "Maximiliano": "Max",
    "Penelope": "Penny",
    "Rosalind": "Roz",
    "Samir": "Sam",
    "Santiago": "Santi",
    "Sebastián": "Sebas",
    "Theo": "Teddy",
    "Zachary": "Zach",
}
DOUBLED, NICKNAMED = 12, 4


@dataclass(frozen=True, slots=True)
class Name:
    """Be the name of one person."""

    given: str
    family: str
    preferred: str = ""

    @property
    def whole(self) -> str:
        """Give the name as it is written on a letter."""
        return f"{self.given} {self.family}"

    @property
    def local_part(self) -> str:
        """Give the name as the first half of a mail address: plain letters and dots."""
        letters = fold(self.given, self.family).replace(" ", ".").replace("..", ".")
        return "".join(_PLAIN.get(char, char) for char in letters if char in _MAILABLE)


_PLAIN: Final = {"ø": "o", "ð": "d", "ł": "l"}
_MAILABLE: Final = frozenset("abcdefghijklmnopqrstuvwxyz.0123456789") | _PLAIN.keys()


def a_name(draw: Draw, *, spanish: bool) -> Name:
    """Invent a name; in a Spanish-speaking home it has two surnames."""
    if spanish:
        given = draw.pick(SPANISH_GIVEN)
        family = f"{draw.pick(SPANISH_FAMILY)} {draw.pick(SPANISH_FAMILY)}"
    else:
        given, family = draw.pick(GIVEN), draw.pick(FAMILY)
        if draw.chance(DOUBLED):
            family = f"{family}-{draw.pick(FAMILY)}"
    return Name(given, family.replace(".", ". "), _goes_by(draw, given))


def of_the_family(draw: Draw, child: Name, *, spanish: bool) -> Name:
    """Invent a parent or guardian who shares a surname with the child."""
    first, _, second = child.family.partition(" ") if spanish else (child.family, "", "")
    given = draw.pick(SPANISH_GIVEN if spanish else GIVEN)
    if spanish and draw.chance(50):
        return Name(given, f"{second or first} {draw.pick(SPANISH_FAMILY)}")
    return Name(given, f"{first} {draw.pick(SPANISH_FAMILY)}" if spanish else first)


def _goes_by(draw: Draw, given: str) -> str:
    if given in SHORTER and draw.chance(70):
        return SHORTER[given]
    return draw.pick(GIVEN) if draw.chance(NICKNAMED) else ""


class Addresses:
    """Give out mail addresses, each once; nobody can receive mail at these two domains."""

    def __init__(self, domain: str) -> None:
        self._domain = domain
        self._given: dict[str, int] = {}

    def of(self, name: Name) -> str:
        """Give an address of a name, with a number when somebody has it already."""
        local = name.local_part
        self._given[local] = self._given.get(local, 0) + 1
        number = self._given[local]
        return f"{local}{number if number > 1 else ''}@{self._domain}"


def a_phone(draw: Draw) -> str:
    """Invent a number of the range that is kept for fiction."""
    return f"(253) 555-01{draw.number(0, 99):02d}"
