"""Kinds of danger, and its words, folded: what a misspelt word may have meant."""

# ruff: noqa: SIM905 - a paragraph of words is read and edited more easily than a list of strings

from enum import Enum


class Danger(Enum):
    """What somebody may be in danger from."""

    FIRE = "fire"
    MEDICAL = "medical"
    SUICIDE = "suicide"
    DOMESTIC = "domestic"
    CRIME = "crime"
    ANY = "any"
    """A cry for help that does not say what for."""


KEYWORDS = tuple(
    dict.fromkeys(
        """pozar pozaru plonie wybuch wybuchl bomba ulatnia wyciek smierdzi ogien
        zawal udar oddycha oddychac nieprzytomny nieprzytomna przytomnosc zemdlal zemdlala zaslabl krwotok krwawi dusi topi tonie utopil
        przedawkowal umiera serce karetka karetke karetki pogotowie pogotowia ambulans natychmiast potrzebna wezwijcie wypadek ranny ranni
        potracil zadlawil rusza reaguje tabletek tabletki
        samobojstwo samobojstwa samobojcze samobojczych zabije zabic umrzec smierc zycia powiesic skoczyc mostu
        bije pobil katuje dusi gwalci zgwalcil molestuje napadl napad atakuje strzela wlamuje wlamywacz pistolet zaginelo zaginal zaginela
        dziecko ratunku pomocy
        ambulance unconscious breathing bleeding choking drowning suicide suicidal burning explosion emergency attacking attacked
        shooting kidnapped overdose seizure collapsed myself stabbed robbed threatening heart attack""".split()
    )
)
