"""English numerals."""

# ruff: noqa: SIM905 - lists of words read better as text

_UNITS = ("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
          " seventeen eighteen nineteen").split()  # fmt: skip
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_POWERS = ((10**9, "billion"), (10**6, "million"), (10**3, "thousand"), (100, "hundred"))
_IRREGULAR = {"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
              "twelve": "twelfth"}  # fmt: skip


def cardinal(number: int) -> str:
    """Return a cardinal numeral without hyphens: "twenty five", "one thousand two hundred"."""
    if number < 20:
        return _UNITS[number]
    if number < 100:
        tens, unit = divmod(number, 10)
        return _TENS[tens - 2] + (f" {_UNITS[unit]}" if unit else "")
    power, name = next(each for each in _POWERS if number >= each[0])
    count, rest = divmod(number, power)
    head = f"{cardinal(count)} {name}"
    return f"{head} {cardinal(rest)}" if rest else head


def ordinal(number: int) -> str:
    """Return an ordinal numeral: "thirty first"."""
    *head, last = cardinal(number).split()
    if last in _IRREGULAR:
        last = _IRREGULAR[last]
    elif last.endswith("y"):
        last = last[:-1] + "ieth"
    else:
        last += "th"
    return " ".join([*head, last])


def year(number: int) -> str:
    """Return a year as it is said: "nineteen ninety nine", "two thousand five", "twenty twenty five"."""
    century, rest = divmod(number, 100)
    if number % 1000 < 10 or not 1100 <= number < 2100:
        return cardinal(number)
    if not rest:
        return f"{cardinal(century)} hundred"
    return f"{cardinal(century)} {'oh ' if rest < 10 else ''}{cardinal(rest)}"


def digits(written: str) -> str:
    """Return the digits one by one, without what parts their groups."""
    return " ".join(_UNITS[int(digit)] for digit in written if digit.isdecimal())
