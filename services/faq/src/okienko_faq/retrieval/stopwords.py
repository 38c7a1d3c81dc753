"""Words that carry no topic. Two lists for each language, both lower-case.

FUNCTION words never count as content. GENERIC words ask about an aspect of any answer (cost, place, time):
they count for matching, but a question made of nothing else is about the answer shown before it.
"""

# ruff: noqa: SIM905 - a paragraph of words is read and edited more easily than a list of strings

FUNCTION_PL = frozenset(
    """a aby ale albo ani az aż bardzo bez bo by być byc będę bede będzie bedzie bym cały ci ciebie co coś cos czy dla do
    dzień dobry dzien gdy go i ich ile im innej iż ja jak jaka jaką jaki jakie jakiego jakiej jakim jakąś jako jego jej
    jemu jest jestem jeszcze jeśli jesli jeżeli jezeli już juz ją każdy kiedy kim kto która które którego której który
    ktory ktora ktore lub ma mam mamy mają mi mieć miec mną mnie moja moje moją mojego mojej mój moj moi może moze można
    mozna mogę moge możemy musi muszę musze my na nad nam nami nas nasz nasze nawet nich nie niego niej nim niż no o od
    ona one oni ono on oraz państwo po pod podczas poza proszę prosze przed przez przy robi robić robic są sa sama sam
    sobie swój swoj swoje swoją swojego się sie ta tak także taki takie tam te tego tej ten też tez to tobie tu tutaj ty
    tym tych tylko u w wam was we więc wiec wszystko wy z za ze zrobić zrobic że ze żeby zeby chcę chce chciałbym
    chciałabym chcialbym chcialabym chcieć potrzebuję potrzebuje potrzebować potrzeba trzeba należy nalezy powinienem
    powinnam powinien iść isc pójść pojsc dzięki dziekuje dziękuję witam hej halo pani pan pana czyli jakoś teraz""".split()
)
FUNCTION_EN = frozenset(
    """a about after all also am an and any are as at be because been before but by can could did do does doing don't
    for from get getting go going got had has have having he hello her here hi him his how i i'd i'll i'm i've if in into
    is it it's its just know like ll made make making may me might mine must my need needed needs no not of off on one or
    our out over please put re s same she should so some someone something t thank thanks that the their them there these
    they this those through to too up us use ve want wanted was we what what's when where where's which while who whom
    whose why will with would yes you your""".split()
)
GENERIC_PL = frozenset(
    """gdzie dokąd dokad kiedy ile kosztuje koszt kosztować cena opłata oplata zapłacić zaplacic płacić placic płaci trwa
    trwać długo dlugo czas dni czekać czekac czeka termin potrzebne potrzebny dokumenty dokument papiery wniosek formularz
    załatwić zalatwic złożyć zlozyc online internet internetowo internecie godziny godzina otwarte otwarty czynne adres
    telefon numer kontakt wziąć wziac zabrać zabrac darmowe bezpłatnie pokój""".split()
)
GENERIC_EN = frozenset(
    """where when much cost costs price fee pay free long take takes time days wait bring documents document papers form
    apply application online internet hours open address phone number contact deadline""".split()
)
FUNCTION = {"pl": FUNCTION_PL, "en": FUNCTION_EN}
GENERIC = {"pl": GENERIC_PL, "en": GENERIC_EN}
