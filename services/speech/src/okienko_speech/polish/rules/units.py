"""Units of measure: how each is read, what it counts and what stands behind its slash."""

import re

from okienko_speech.polish.numerals import Gender

# Symbol, then lemma and gender, then what follows it unchanged.
UNITS: dict[str, tuple[str, Gender, str]] = {
    "km/h": ("kilometr", "m3", "na godzinę"), "m²": ("metr", "m3", "kw"), "m2": ("metr", "m3", "kw"),
    "m³": ("metr", "m3", "sz"), "m3": ("metr", "m3", "sz"), "km²": ("kilometr", "m3", "kw"),
    "cm²": ("centymetr", "m3", "kw"), "km": ("kilometr", "m3", ""), "m": ("metr", "m3", ""),
    "cm": ("centymetr", "m3", ""), "mm": ("milimetr", "m3", ""), "kg": ("kilogram", "m3", ""),
    "dag": ("dekagram", "m3", ""), "g": ("gram", "m3", ""), "t": ("tona", "f", ""), "l": ("litr", "m3", ""),
    "ml": ("mililitr", "m3", ""), "ha": ("hektar", "m3", ""), "ar": ("ar", "m3", ""), "kWh": ("kilowatogodzina", "f", ""),
    "kW": ("kilowat", "m3", ""), "W": ("wat", "m3", ""), "MB": ("megabajt", "m3", ""), "GB": ("gigabajt", "m3", ""),
    "kB": ("kilobajt", "m3", ""), "KB": ("kilobajt", "m3", ""), "°C": ("stopień", "m3", "celsjusza"), "st. C": ("stopień", "m3", "celsjusza"),
    "min.": ("minuta", "f", ""), "min": ("minuta", "f", ""), "godz.": ("godzina", "f", ""), "h": ("godzina", "f", ""),
    "sek.": ("sekunda", "f", ""), "s": ("sekunda", "f", ""), "tabl.": ("tabletka", "f", ""), "kaps.": ("kapsułka", "f", ""), "pok.": ("pokój", "m3", ""), "zał.": ("załącznik", "m3", ""), "zad.": ("zadanie", "n", ""),
    "ćw.": ("ćwiczenie", "n", ""), "pyt.": ("pytanie", "n", ""), "gab.": ("gabinet", "m3", ""), "rat.": ("rata", "f", ""), "opak.": ("opakowanie", "n", ""),
    "kpl.": ("komplet", "m3", ""), "pkt proc.": ("punkt", "m3", "pr"), "mmHg": ("milimetr", "m3", "słupa rtęci"), "KM": ("koń", "m2", "me"),
    "mies.": ("miesiąc", "m3", ""),
    "tyg.": ("tydzień", "m3", ""), "os.": ("osoba", "f", ""), "szt.": ("sztuka", "f", ""),
    "egz.": ("egzemplarz", "m3", ""), "str.": ("strona", "f", ""), "cm³": ("centymetr", "m3", "sz"),
    "cm3": ("centymetr", "m3", "sz"), "dB": ("decybel", "m3", ""), "t.": ("tona", "f", ""),
    "V": ("wolt", "m3", ""), "A": ("amper", "m3", ""), "Hz": ("herc", "m3", ""), "GHz": ("gigaherc", "m3", ""), "MW": ("megawat", "m3", ""),
    "MWh": ("megawatogodzina", "f", ""), "mg": ("miligram", "m3", ""), "m/s": ("metr", "m3", "na sekundę"), "TB": ("terabajt", "m3", ""),
    "Mb/s": ("megabit", "m3", "na sekundę"), "GJ": ("gigadżul", "m3", ""), "hPa": ("hektopaskal", "m3", ""), "kcal": ("kilokaloria", "f", ""),
    "dkg": ("dekagram", "m3", ""), "dm": ("decymetr", "m3", ""), "pkt": ("punkt", "m3", ""), "pkt.": ("punkt", "m3", ""),
    "mkw.": ("metr", "m3", "kw"), "kWp": ("kilowatopik", "m3", ""), "°": ("stopień", "m3", ""),
    "MHz": ("megaherc", "m3", ""), "kHz": ("kiloherc", "m3", ""), "kJ": ("kilodżul", "m3", ""), "MJ": ("megadżul", "m3", ""),
    "J": ("dżul", "m3", ""), "N": ("niuton", "m3", ""), "kN": ("kiloniuton", "m3", ""), "Pa": ("paskal", "m3", ""),
    "kPa": ("kilopaskal", "m3", ""), "MPa": ("megapaskal", "m3", ""), "bar": ("bar", "m3", ""), "lm": ("lumen", "m3", ""),
    "lx": ("luks", "m3", ""), "cal": ("kaloria", "f", ""), "Wh": ("watogodzina", "f", ""), "GW": ("gigawat", "m3", ""),
    "GWh": ("gigawatogodzina", "f", ""), "TWh": ("terawatogodzina", "f", ""), "kV": ("kilowolt", "m3", ""), "mV": ("miliwolt", "m3", ""),
    "mA": ("miliamper", "m3", ""), "mAh": ("miliamperogodzina", "f", ""), "hl": ("hektolitr", "m3", ""), "cl": ("centylitr", "m3", ""),
    "dl": ("decylitr", "m3", ""), "µg": ("mikrogram", "m3", ""), "μg": ("mikrogram", "m3", ""), "µm": ("mikrometr", "m3", ""),
    "nm": ("nanometr", "m3", ""), "mm²": ("milimetr", "m3", "kw"), "dm³": ("decymetr", "m3", "sz"), "km2": ("kilometr", "m3", "kw"),
    "kb/s": ("kilobit", "m3", "na sekundę"), "Gb/s": ("gigabit", "m3", "na sekundę"), "MB/s": ("megabajt", "m3", "na sekundę"),
    "Mbit/s": ("megabit", "m3", "na sekundę"), "°F": ("stopień", "m3", "fahrenheita"), "px": ("piksel", "m3", ""),
    "sek": ("sekunda", "f", ""), "obr./min": ("obrót", "m3", "na minutę"), "Gb": ("gigabit", "m3", ""), "Mb": ("megabit", "m3", ""),
    "kB/s": ("kilobajt", "m3", "na sekundę"), "km/s": ("kilometr", "m3", "na sekundę"), "ppm": ("część", "f", "na milion"),
    "mg/dl": ("miligram", "m3", "na decylitr"), "mmol/l": ("milimol", "m3", "na litr"), "q": ("kwintal", "m3", ""), "Ah": ("amperogodzina", "f", ""), "pp.": ("punkt", "m3", "pr"), "p.p.": ("punkt", "m3", "pr"),
    "pp": ("punkt", "m3", "pr"), "l/min": ("litr", "m3", "na minutę"), "tydz.": ("tydzień", "m3", ""),
    "szkl.": ("szklanka", "f", ""), "zn.": ("znak", "m3", ""),
    "kat.": ("kategoria", "f", ""), "m kw.": ("metr", "m3", "kw"), "km kw.": ("kilometr", "m3", "kw"),
}  # fmt: skip
UNIT = "|".join(re.escape(unit) for unit in sorted(UNITS, key=len, reverse=True))
ALSO_NUMBERED = frozenset({"str.", "t.", "pok.", "zał.", "zad.", "ćw.", "pyt.", "rozdz.", "kl.", "gab.", "kat."})
# "w 2 egz." is about place, "w 2 min" about time.
THINGS = frozenset({"stopień", "egzemplarz", "sztuka", "osoba", "strona", "punkt", "kategoria"})
TIMES = frozenset({"godzina", "minuta", "sekunda", "tydzień", "miesiąc"})
KINDS = {"kw": "kwadratowy", "sz": "sześcienny", "pr": "procentowy", "me": "mechaniczny"}
PER = {"m²": "metr kwadratowy", "m2": "metr kwadratowy", "m³": "metr sześcienny", "m3": "metr sześcienny",
        "os.": "osobę", "os": "osobę", "mies.": "miesiąc", "mies": "miesiąc", "miesiąc": "miesiąc", "rok": "rok",
        "godz.": "godzinę", "h": "godzinę", "dzień": "dzień", "dobę": "dobę", "szt.": "sztukę", "m-c": "miesiąc", "d": "dobę", "km": "kilometr",
        "kg": "kilogram", "l": "litr", "ha": "hektar", "t": "tonę", "kWh": "kilowatogodzinę", "s": "sekundę", "min": "minutę", "km²": "kilometr kwadratowy",
        "km2": "kilometr kwadratowy", "kwartał": "kwartał", "kw.": "kwartał", "dz.": "dzień", "m": "metr", "ml": "mililitr", "cm²": "centymetr kwadratowy", "100 km": "sto kilometrów",
        "100 g": "sto gramów", "100 ml": "sto mililitrów", "GJ": "gigadżul", "MWh": "megawatogodzinę", "GB": "gigabajt", "MB": "megabajt",
        "tydz.": "tydzień", "tyg.": "tydzień", "egz.": "egzemplarz", "str.": "stronę", "opak.": "opakowanie", "mkw.": "metr kwadratowy",
        "mb": "metr bieżący", "m.b.": "metr bieżący", "tabl.": "tabletkę", "kg/m": "kilogram na metr"}  # fmt: skip
PER_PATTERN = "|".join(re.escape(unit) for unit in sorted(PER, key=len, reverse=True))
_BEHIND = re.compile(rf"\s(?P<unit>{UNIT})(?![\w²³/])")


def unit_behind(text: str, at: int) -> str:
    """Return the noun of a unit that follows, "metr" in "każdy nast. m²"; empty where none does."""
    found = _BEHIND.match(text, at)
    return UNITS[found["unit"]][0] if found else ""
