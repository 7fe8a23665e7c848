"""Sentences for tickets and forum posts."""

from __future__ import annotations

import codecs
from random import Random

SUBJECTS = (
    "No dial tone on {n} desk phones",
    "Invoice for {month} looks wrong",
    "Cannot log in to the admin portal",
    "Port our number from the old carrier",
    "Voicemail greeting plays twice",
    "Calls drop after {n} minutes",
    "Add {n} extensions",
    "Cancel the call-centre plan",
    "Softphone crashes after the update",
    "One-way audio since Monday",
    "Refund for a double charge",
    "How do I forward calls on holidays?",
    "RE: RE: order {order}",
)
OPENINGS = (
    "Hi,",
    "Hello Fjordtel team,",
    "Good morning,",
    "Dear support,",
    "Hi there -",
    "To whom it may concern,",
    "",
)
PROBLEMS = (
    "Since the update to version {version} our desk phones restart every {n} minutes.",
    "We moved offices last week and the main line still rings at the old place.",
    'The portal says "session expired" even directly after the login, in two browsers.',
    "I was charged for {n} extensions, but we only have {m}. The order number is {order}.",
    "Calls to our warehouse drop after exactly {n}:{m:02d} minutes. The error code is 0x80{n:02d}00{m:02d}.",
    "The voicemail light on extension {ext} stays on although there are no messages.",
    "Our auto attendant answers in the wrong language between 08:00 and 09:{n:02d}.",
    "I tried the steps of article {article} twice, without any change.",
    "The softphone (build {version}) freezes when somebody shares the screen.",
    "Order {order} was confirmed on {mm}/{n} and has not been shipped, the tracking id is 1Z{article}E{ext}.",
    "One colleague hears the other side, but they do not hear her. The SIP trace shows 488 Not Acceptable Here.",
    "Every export ends at row 65536, and the file is called export_{article}_{n:02d}{m:02d}.csv.",
    "The network health page is green, and still half of the phones are dead.",
    "We are sick of waiting: this is ticket number four about the same thing.",
)
MORE = (
    "Could you look into it before Friday?",
    "Nothing was changed on our side.",
    "Our firewall allows ports 5060-5061 and 10000-20000.",
    "It worked fine until {month}.",
    "We have restarted everything twice, unplugged included.",
    "Three of our people cannot work like this.",
    "I attach the log, the interesting part begins at 14:{m:02d}:{n:02d}.",
    "Your colleague promised a credit of $ {m}.{n:02d} and I cannot see it.",
    "There is a workaround in the forum (thread {article}), but it did not help.",
)
CLOSINGS = ("Thanks,", "Best regards,", "Kind regards", "Cheers,", "Thank you very much in advance,", "/")
PHONES = (
    "Please call me back on {phone}.",
    "My direct line is {phone}, best before noon.",
    "You can reach me at {phone}.",
    "The number concerned is {phone}.",
    "Text me at {phone} if there is news, please.",
)
MAILS = (
    "Please send the answer to {email} as well.",
    "The new administrator will be {email}.",
    "Copy {email} on this, she does our books.",
)
SSNS = (
    "For the credit check: my social security number is {ssn}.",
    "Your form asked for it, so here is my SSN: {ssn}.",
    "The bureau has the wrong SSN on file, mine is {ssn}.",
)
IBANS = ("Please move the direct debit to our new account {iban}.", "The refund can go to IBAN {iban}.")
CARDS = ("The card {card} was charged twice.", "Please use my credit card {card} from now on, valid until 09/21.")
_HEALTH = (
    "V jnf qvntabfrq jvgu glcr 2 qvnorgrf va fcevat naq pnaabg jnvg ba ubyq sna ybat.",
    "V nz va gur zvqqyr bs purzbgurencl naq arrq gur yvar gb ernpu zl bapbybtvfg.",
    "Fvapr zl rcvyrcfl zrqvpngvba jnf punatrq V pna bayl jbex sebz ubzr.",
    "V nz ba fvpx yrnir jvgu qrcerffvba, fb zl uhfonaq zvtug nafjre.",
    "Zl qnhtugre unf nfguzn naq gur fpubby zhfg or noyr gb pnyy zr.",
)
"""In ROT13, since this file lies beside the data and is scanned with it; no sentence here is about a person."""
REPLIES = (
    "Thank you for writing. We have opened case {article} with the network team.",
    "Could you send us the SIP trace, please? The portal makes one under Tools.",
    "Firmware {version} should solve this. It is rolled out tonight.",
    "A credit was booked and shows on the next invoice.",
    "We could not reproduce it with build {version}. Is the problem still there?",
    "Closing this for now. Answer to open it again.",
)
POSTS = (
    "@{mention} try the new beta, version {version} fixed it for me.",
    "Same here. @{mention} did support ever answer? My case is {article}.",
    "Solved: the decorator @retry was missing around the webhook, and npm had pulled sip.js@0.11.6 instead of 0.12.0.",
    "Quality of Service needs DSCP 46 on the switch, otherwise you get a MOS of 2.{n}.",
    "Has anybody used the API with C++? I get std::out_of_range from json::parse on the calls list.",
    "We have {m} handsets of that model and the only fix was a factory reset. Takes {n}:{m:02d} each.",
    "Page {article} of the manual, ISBN 978-0-13-{article}{n}-7, says the opposite.",
    "+1 for this feature. It was promised for 2018-{mm:02d} and again for Q1.",
    "You need to set `expires={article}` and restart, see @{mention}'s post above.",
    "The call log shows the unix time {epoch}, which is yesterday evening. Why does the portal show today?",
    "Hash of the installer is {hash} - can somebody compare?",
    "Our order {order} was split into three parcels, is that normal?",
)
ASKS = (
    "If you want the script, write to {email}.",
    "Mail me: {email}",
    "I do this for a living - {email} - happy to help.",
)
CALLS = ("Or just ring me, {phone}.", "Call {phone} and ask for the second floor.")


def filled(rng: Random, pattern: str, **more: str) -> str:
    """The pattern with its small numbers, versions and order numbers put in."""
    return pattern.format(
        n=rng.randint(10, 28),
        m=rng.randint(10, 55),
        mm=rng.randint(1, 12),
        ext=rng.randint(100, 899),
        article=rng.randint(1000, 9999),
        order=rng.choice((f"FT-{rng.randint(10**7, 10**8 - 1)}", f"201{rng.randint(10**9, 10**10 - 1)}")),
        month=rng.choice(("September", "October", "November")),
        version=f"{rng.randint(9, 10)}.{rng.randint(0, 9)}.{rng.randint(0, 9)}.{rng.randint(10, 250)}",
        epoch=1541000000 + rng.randint(0, 2500000),
        **more,
    )


def health(rng: Random) -> str:
    """A sentence in which a customer speaks of an illness."""
    return codecs.decode(rng.choice(_HEALTH), "rot13")
