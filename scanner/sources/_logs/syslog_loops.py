"""Lines of syslog → spans of their fields, and `key=value` anywhere → spans of both, as compiled loops."""

from __future__ import annotations

import numpy as np

from scanner.detector.compiled import GIVEN, INTS, Bools, Bytes, Ints, compiled, inlined
from scanner.sources._logs.loops import Places

PRIORITY, TIMESTAMP, HOST, APP, PROCESS, MESSAGE_ID, STRUCTURED, MESSAGE = range(8)

_QUOTE, _BLANK, _COLON, _EQUALS, _OPEN, _CLOSE, _BACKSLASH, _LESS, _MORE, _DASH = 34, 32, 58, 61, 91, 93, 92, 60, 62, 45


@inlined
def is_digit(byte: int) -> bool:
    """Whether a byte is one of 0-9."""
    return 48 <= byte <= 57


@inlined
def is_letter(byte: int) -> bool:
    """Whether a byte is one of A-Z, in capitals or not."""
    return 97 <= (byte | 32) <= 122


@compiled(GIVEN, INTS, INTS)
def split_syslog(data: Bytes, starts: Ints, stops: Ints) -> tuple[Places, Places, Bools]:
    """Where the fields of each line begin and end, -1 where there is none, and which lines are of either form.

    The older form is `<pri>Mmm dd hh:mm:ss host app[pid]: message`, with an ISO time as well, the priority and the
    host optional; the newer one `<pri>1 time host app pid id [structured data] message`.
    """
    count = len(starts)
    begin, end = np.full((8, count), -1, np.int32), np.full((8, count), -1, np.int32)
    fits = np.zeros(count, np.bool_)
    for line in range(count):
        at, stop = starts[line], stops[line]
        if at < stop and data[at] == _LESS:
            last = at + 1
            while last < stop and is_digit(data[last]):
                last += 1
            if not (at + 1 < last <= at + 4 and last < stop and data[last] == _MORE):
                continue
            begin[PRIORITY, line], end[PRIORITY, line] = at + 1, last
            at = last + 1
            if at + 1 < stop and is_digit(data[at]) and data[at + 1] == _BLANK:
                at += 2
                for field in range(TIMESTAMP, STRUCTURED):
                    last = at
                    while last < stop and data[last] != _BLANK:
                        last += 1
                    if last > at + 1 or (last == at + 1 and data[at] != _DASH):
                        begin[field, line], end[field, line] = at, last
                    at = min(last + 1, stop)
                if at < stop and data[at] == _OPEN:
                    last, quoted = at, False
                    while last < stop and not (
                        not quoted and data[last] == _CLOSE and (last + 1 >= stop or data[last + 1] == _BLANK)
                    ):
                        if quoted and data[last] == _BACKSLASH:
                            last += 1
                        elif data[last] == _QUOTE:
                            quoted = not quoted
                        last += 1
                    if last >= stop:
                        continue
                    begin[STRUCTURED, line], end[STRUCTURED, line] = at, last + 1
                    at = min(last + 2, stop)
                elif at < stop and data[at] == _DASH and (at + 1 == stop or data[at + 1] == _BLANK):
                    at = min(at + 2, stop)
                else:
                    continue
                if at + 2 < stop and data[at] == 0xEF and data[at + 1] == 0xBB and data[at + 2] == 0xBF:
                    at += 3
                if at < stop:
                    begin[MESSAGE, line], end[MESSAGE, line] = at, stop
                fits[line] = begin[TIMESTAMP, line] >= 0
                continue
        last = at
        if stop - at > 15 and is_letter(data[at]) and data[at + 3] == _BLANK and data[at + 9] == _COLON:
            last = at + 15
            if not (is_digit(data[at + 5]) and is_digit(data[at + 7]) and data[at + 12] == _COLON):
                continue
        elif stop - at > 20 and is_digit(data[at]) and data[at + 4] == _DASH and (data[at + 10] | 32) == 116:
            while last < stop and data[last] != _BLANK:
                last += 1
        if last == at or last >= stop or data[last] != _BLANK:
            continue
        begin[TIMESTAMP, line], end[TIMESTAMP, line] = at, last
        at = last + 1
        last = at
        while last < stop and data[last] != _BLANK:
            last += 1
        if last == at:
            continue
        if data[last - 1] != _COLON and last < stop:
            begin[HOST, line], end[HOST, line] = at, last
            at = last + 1
        last = at
        while last < stop and data[last] != _BLANK and data[last] != _OPEN and data[last] != _COLON:
            last += 1
        close = last
        if last < stop and data[last] == _OPEN:
            while close < stop and data[close] != _CLOSE and data[close] != _BLANK:
                close += 1
            close += 1
        tagged = last > at and close < stop and data[close] == _COLON
        tagged = tagged and (close + 1 == stop or data[close + 1] == _BLANK)
        if tagged:
            begin[APP, line], end[APP, line] = at, last
            if close > last + 2:
                begin[PROCESS, line], end[PROCESS, line] = last + 1, close - 1
            at = min(close + 2, stop)
        if at < stop:
            begin[MESSAGE, line], end[MESSAGE, line] = at, stop
        fits[line] = True
    return begin, end, fits


@compiled(GIVEN, INTS, INTS)
def pairs(data: Bytes, starts: Ints, stops: Ints) -> tuple[Ints, Places, Places, Bools, Bools]:
    """All `key=value` of these lines: the line, the spans of group, key and value, and which values have escapes.

    A group is what stands behind `[`, as in syslog's structured data. A value goes on to the next key, or to its
    closing quote. At last, which lines are nothing but pairs.
    """
    most = np.count_nonzero(data == _EQUALS)
    line_of = np.empty(most, np.int64)
    begin, end = np.full((3, most), -1, np.int32), np.full((3, most), -1, np.int32)
    escaped, whole = np.zeros(most, np.bool_), np.zeros(len(starts), np.bool_)
    seen = 0
    for line in range(len(starts)):
        at, stop = starts[line], stops[line]
        first, open_value, whole_line = seen, False, True
        group, group_end = -1, -1
        while at < stop:
            if data[at] == _BLANK or data[at] == 9 or (data[at] == _CLOSE and group >= 0):
                at += 1
                continue
            if data[at] == _OPEN and (seen == first or group >= 0):
                group = at + 1
                at = group
                while at < stop and data[at] != _BLANK and data[at] != _CLOSE:
                    at += 1
                group_end = at
                continue
            last = at
            while last < stop and (is_letter(data[last]) or is_digit(data[last]) or _KEY[data[last]]):
                last += 1
            is_key = last > at and last < stop and data[last] == _EQUALS and not is_digit(data[at])
            if not is_key:
                while last < stop and data[last] != _BLANK:
                    last += 1
                if open_value:
                    end[2, seen - 1] = last
                else:
                    whole_line = False
                at = last
                continue
            begin[0, seen], end[0, seen] = group, group_end
            begin[1, seen], end[1, seen] = at, last
            at = last + 1
            last, open_value = at, True
            if at < stop and data[at] == _QUOTE:
                last = at + 1
                slashes = False
                while last < stop and data[last] != _QUOTE:
                    if data[last] == _BACKSLASH:
                        slashes = True
                        last += 1
                    last += 1
                if last < stop and (last + 1 == stop or data[last + 1] == _BLANK or data[last + 1] == _CLOSE):
                    if last > at + 1:
                        begin[2, seen], end[2, seen] = at + 1, last
                    escaped[seen], open_value = slashes, False
                    last += 1
                else:
                    last = at
            if open_value:
                while last < stop and data[last] != _BLANK:
                    last += 1
                begin[2, seen], end[2, seen] = at, last
            line_of[seen] = line
            seen += 1
            at = last
        whole[line] = whole_line and seen > first
        if not whole[line]:
            seen = first
    return line_of[:seen], begin[:, :seen], end[:, :seen], escaped[:seen], whole


_KEY = np.zeros(256, np.bool_)
_KEY[list(b"_.-/@:")] = True
