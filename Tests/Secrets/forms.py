"""The forms in which a PIN could be left behind, and a search for any of many PINs in a large file."""

import base64
import re

PAGE = 4096


def encodings(pin):
    """A PIN of ten digits in each form, by the form's name."""
    text = pin.encode()
    number = int(pin)
    return {
        "clear": text,
        "UTF-16": pin.encode("utf-16-le"),
        "hex": text.hex().encode(),
        "HEX": text.hex().upper().encode(),
        # What is the same whatever comes before and after, at each of the three places it can begin at.
        "base64": base64.b64encode(text)[:13],
        "base64 one byte in": base64.b64encode(b"\0" + text)[2:14],
        "base64 two bytes in": base64.b64encode(b"\0\0" + text)[3:16],
        "digits as bytes": bytes(int(digit) for digit in pin),
        "reversed": text[::-1],
        "number": number.to_bytes(8, "little"),
        "number, big-endian": number.to_bytes(8, "big"),
    }


class Search:
    """Looks for all of the PINs at once: by the bytes that any of them has at a place, then by the whole."""

    def __init__(self, pins):
        self.forms = {}
        for pin in pins:
            for name, encoded in encodings(pin).items():
                self.forms.setdefault(name, set()).add(encoded)
        self.patterns = {name: self.pattern(encoded) for name, encoded in self.forms.items()}

    @staticmethod
    def pattern(encoded):
        places = [sorted({text[place] for text in encoded}) for place in range(len(next(iter(encoded))))]
        classes = ["[" + "".join(f"\\x{byte:02x}" for byte in place) + "]" for place in places]
        # A match is looked at from each place: the next one may begin within it.
        return re.compile((classes[0] + "(?=(" + "".join(classes[1:]) + "))").encode(), re.DOTALL)

    def found(self, data):
        """How often each form of any PIN is in `data`."""
        counts = {}
        for name, pattern in self.patterns.items():
            length = len(next(iter(self.forms[name])))
            for match in pattern.finditer(data):
                start = match.start()
                if data[start:start + length] in self.forms[name]:
                    counts[name] = counts.get(name, 0) + 1
        return counts


def without_empty_pages(data):
    """The pages with anything in them: a core is mostly pages that were never used or have been wiped."""
    empty = bytes(PAGE)
    pages = (data[start:start + PAGE] for start in range(0, len(data), PAGE))
    kept = []
    previous = False
    for page in pages:
        # One empty page stands for all in a row, so that nothing seems to stand side by side that does not.
        if page != empty[:len(page)]:
            kept.append(page)
            previous = True
        elif previous:
            kept.append(page)
            previous = False
    return b"".join(kept)
