"""An answer as an e-mail: plain text, and HTML that a screen reader reads well; no picture, nothing from elsewhere."""

from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate
from html import escape

from okienko.faq.v1 import faq_pb2

from okienko_faq.mail.wording import DAYS, WORDINGS, Wording

_STYLE = (
    "body{font:18px/1.5 sans-serif;color:#1b1b1b;background:#fff;max-width:40em;margin:1em auto;padding:0 1em}"
    "h1{font-size:1.6em;line-height:1.2}h2{font-size:1.2em;margin-top:1.5em}a{color:#00419e}"
    ".note{color:#4a4a4a;border-top:1px solid #767676;margin-top:2em;padding-top:1em}"
)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the town's page is, and who writes."""

    town: str
    public_address: str
    """Of the page, without a stroke at its end."""
    sender: str


@dataclass(frozen=True, slots=True)
class _Section:
    heading: str
    lines: tuple[str, ...]
    is_numbered: bool = False
    is_list: bool = True


def compose(
    answer: faq_pb2.Answer, text: faq_pb2.AnswerText, language: str, origin: Origin, *, is_machine_translated: bool
) -> EmailMessage:
    """Return the message, without recipient, date and identifier.

    Args:
        answer: the answer.
        text: its text, in `language` or, where there is no other, in Polish.
        language: of everything around the text.
        origin: the town.
        is_machine_translated: whether a machine translated the text.
    """
    wording = WORDINGS[language]
    page = f"{origin.public_address}/#/answer/{answer.answer_id}?lang={language}"
    film = f"{page}&film=1"
    notes = [wording.machine] if is_machine_translated else []
    if text.language_code != language:
        notes.append(wording.polish_only)
    sections = _sections(answer, text, language, wording)
    # The film first: to many it says more than the text.
    links = [(wording.film, film), (wording.page, page)]
    if answer.online_url:
        links.append((wording.online, answer.online_url))
    message = EmailMessage()
    message["Subject"] = f"{text.title} – {origin.town}"
    message["From"] = Address(origin.town, addr_spec=origin.sender)
    # Nobody reads what comes back from a machine, so no machine shall answer.
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    checked = wording.checked.format(date=answer.checked_date)
    message.set_content(_plain(text, sections, links, [*notes, checked, wording.why.format(town=origin.town)]))
    html = _html(text, language, sections, links, [*notes, checked, wording.why.format(town=origin.town)], origin.town)
    message.add_alternative(html, subtype="html")
    # After the bodies, which take away every header that begins so.
    message["Content-Language"] = language
    return message


def address(message: EmailMessage, recipient: str, letter_id: str) -> None:
    """Put onto a message where it goes; the same letter keeps its identifier however often it is tried."""
    message["To"] = Address(addr_spec=recipient)
    message["Date"] = formatdate(usegmt=True)
    message["Message-ID"] = f"<{letter_id}@{message['From'].addresses[0].domain}>"


def _sections(answer: faq_pb2.Answer, text: faq_pb2.AnswerText, language: str, wording: Wording) -> list[_Section]:
    found = [
        _Section(wording.cost, (text.cost,), is_list=False),
        _Section(wording.duration, (text.duration,), is_list=False),
        _Section(wording.documents, tuple(text.documents)),
        _Section(wording.steps, tuple(text.steps), is_numbered=True),
        _Section(wording.easy, tuple(text.easy_text)),
        *(_Section(_place_name(place, language), _place(place, language, wording)) for place in answer.places),
        _Section(wording.sources, tuple(_source(source) for source in answer.sources)),
    ]
    return [section for section in found if any(section.lines)]


def _place_name(place: faq_pb2.Place, language: str) -> str:
    return _in(place, language).name


def _place(place: faq_pb2.Place, language: str, wording: Wording) -> tuple[str, ...]:
    hours = "; ".join(f"{DAYS[language][item.day - 1]} {item.opens}–{item.closes}" for item in place.hours)
    labelled = [
        ("", _in(place, language).note),
        ("", place.address),
        (wording.phone, place.phone),
        (wording.text_message, place.text_message_number),
        ("E-mail: ", place.email),
        ("", place.website),
        (wording.hours, hours),
    ]
    return tuple(f"{label}{value}" for label, value in labelled if value)


def _in(place: faq_pb2.Place, language: str) -> faq_pb2.PlaceText:
    texts = {text.language_code: text for text in place.texts}
    return texts.get(language) or texts["pl"]


def _source(source: faq_pb2.LegalSource) -> str:
    return ", ".join(part for part in (source.title, source.provision, source.published) if part)


def _plain(text: faq_pb2.AnswerText, sections: list[_Section], links: list[tuple[str, str]], notes: list[str]) -> str:
    parts = [text.title.upper(), *(f"{name}:\n{url}" for name, url in links), text.short_text]
    for section in sections:
        marks = (f"{number}. " if section.is_numbered else "- " for number in range(1, len(section.lines) + 1))
        lines = [f"{mark}{line}" if section.is_list else line for mark, line in zip(marks, section.lines, strict=True)]
        parts.append("\n".join([section.heading.upper(), *lines]))
    return "\n\n".join([*parts, "-- ", *notes]) + "\n"


def _html(
    text: faq_pb2.AnswerText,
    language: str,
    sections: list[_Section],
    links: list[tuple[str, str]],
    notes: list[str],
    town: str,
) -> str:
    own = "" if text.language_code == language else f' lang="{escape(text.language_code)}"'
    linked = "".join(f'<p><a href="{escape(url)}">{escape(name)}</a></p>' for name, url in links)
    body = [f"<main><h1{own}>{escape(text.title)}</h1>{linked}<p{own}>{escape(text.short_text)}</p>"]
    for section in sections:
        tag = "ol" if section.is_numbered else "ul"
        items = "".join(f"<li>{escape(line)}</li>" for line in section.lines)
        inner = f"<{tag}>{items}</{tag}>" if section.is_list else f"<p>{escape(section.lines[0])}</p>"
        body.append(f"<h2>{escape(section.heading)}</h2><div{own}>{inner}</div>")
    foot = "".join(f"<p>{escape(note)}</p>" for note in notes)
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(text.title)} – {escape(town)}</title><style>{_STYLE}</style></head>"
        f'<body>{"".join(body)}</main><footer class="note">{foot}</footer></body></html>'
    )
