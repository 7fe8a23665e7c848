"""The kinds of lines in `web/app.log`, each with the entities that it holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from sample_data.identifiers import address, digits, hexes, ipv4_inside, not_a_card, ssn, uuid4, version
from sample_data.world import World, plain

VERSIONS = (
    (version(4, 4, 2, 1), version(4, 4, 2, 3)),
    (version(10, 4, 0, 118), version(10, 4, 1, 121)),
    (version(5, 8, 1, 7389), version(5, 9, 0, 9373)),
)


@dataclass(frozen=True)
class Line:
    weight: float
    level: str
    logger: str
    text: Callable[[Random, World], str]
    entities: tuple[str, ...] = ()


def _login(rng: Random, world: World) -> str:
    who = rng.choice(world.users)
    return f"login ok user={who.username} ip={address(rng)} took={rng.randint(12, 900)}ms"


def _login_failed(rng: Random, world: World) -> str:
    who = rng.choice(world.users)
    return f"login failed for {who.email} from {address(rng)} (attempt {rng.randint(1, 5)})"


def _mail(rng: Random, world: World) -> str:
    who = rng.choice(world.users)
    kind = rng.choice(("invoice", "voicemail", "password-reset", "welcome"))
    return f"queued mail template={kind} to=<{who.email}> id={uuid4(rng)}"


def _inside_mail(rng: Random, world: World) -> str:
    who = rng.choice(world.users)
    at = rng.choice(("corp.local", "localhost", "mail.fjordtel.internal"))
    return f"cron report for job nightly-rating delivered to {plain(who.first)}.{plain(who.last)}@{at}"


def _request(rng: Random, _: World) -> str:
    return (
        f"request {hexes(rng, 16)} GET /api/v2/calls?limit={rng.choice((25, 50, 100))} "
        f"200 in {rng.uniform(3, 900):.3f} ms, {rng.randint(200, 90000)} bytes, span={hexes(rng, 8)}"
    )


def _version(rng: Random, _: World) -> str:
    name = rng.choice(("fjordtel-sbc", "rating-engine", "softphone", "desk-phone firmware"))
    old, new = rng.choice(VERSIONS)
    return f"node {rng.randint(1, 40)}: {name} version {new} is active (was version {old})"


def _order(rng: Random, _: World) -> str:
    return f"order {rng.randint(10**9, 10**10 - 1)} moved to state PROVISIONED, batch 2018{digits(rng, 8)}"


def _rejected(rng: Random, _: World) -> str:
    return f"processor reference {not_a_card(rng)} not known, retry in {rng.choice((5, 30, 60))}s"


def _sip(rng: Random, _: World) -> str:
    return f"REGISTER handled by {ipv4_inside(rng)} in {rng.randint(2, 80)}ms, expires={rng.choice((300, 1800, 3600))}"


def _job(rng: Random, _: World) -> str:
    start = 1543449600 + rng.randint(0, 86400)
    end = start + rng.randint(2, 900)
    return f"job rating-{rng.randint(1, 9)} started={start} finished={end} rows={rng.randint(10, 10**6)}"


def _ssn(rng: Random, _: World) -> str:
    case = rng.randint(20000, 29999)
    return f"credit bureau answered 422: field 'ssn' value '{ssn(rng)}' has no match, application {case}"


def _phone(rng: Random, world: World) -> str:
    who = rng.choice(world.users)
    return f"sms to {who.phone.e164} accepted by carrier, parts={rng.randint(1, 3)}"


def _trace(rng: Random, _: World) -> str:
    return (
        f"trace {hexes(rng, 32)} took 00:00:{rng.randint(10, 59)}.{digits(rng, 6)} at commit {hexes(rng, 40)},"
        f" ratio {rng.random():.16f}"
    )


def _health(rng: Random, _: World) -> str:
    """Whether the program is well, not a person."""
    return f"health check ok: db {rng.randint(1, 9)} ms, redis {rng.randint(1, 4)} ms, heap {rng.randint(30, 80)}%"


def _annotation(rng: Random, _: World) -> str:
    bean = rng.choice(("@Scheduled", "@Transactional", "@RestController"))
    return f"{bean} method com.fjordtel.billing.Rater#run took {rng.randint(1, 900)} ms; std::bad_alloc seen 0 times"


LINES = (
    Line(18, "INFO", "c.f.auth.LoginService", _login, ("IP_ADDRESS",)),
    Line(4, "WARN", "c.f.auth.LoginService", _login_failed, ("EMAIL_ADDRESS", "IP_ADDRESS")),
    Line(9, "INFO", "c.f.mail.Outbox", _mail, ("EMAIL_ADDRESS",)),
    Line(0.6, "INFO", "c.f.ops.Cron", _inside_mail, ("EMAIL_ADDRESS",)),
    Line(30, "DEBUG", "c.f.web.RequestLog", _request),
    Line(3, "INFO", "c.f.ops.Rollout", _version),
    Line(8, "INFO", "c.f.orders.StateMachine", _order),
    Line(2, "WARN", "c.f.billing.Processor", _rejected),
    Line(10, "DEBUG", "c.f.sip.Registrar", _sip, ("IP_ADDRESS",)),
    Line(5, "INFO", "c.f.billing.Jobs", _job),
    Line(0.15, "ERROR", "c.f.credit.BureauClient", _ssn, ("US_SSN",)),
    Line(3, "INFO", "c.f.sms.Gateway", _phone, ("PHONE_NUMBER",)),
    Line(4, "DEBUG", "c.f.trace.Exporter", _trace),
    Line(2, "INFO", "c.f.ops.Health", _health),
    Line(1, "DEBUG", "c.f.ops.Beans", _annotation),
)
