"""The page of `plan verify --html`: one file without scripts that can be printed and put into the files."""

from __future__ import annotations

from plan_cli import __version__
from plan_cli.cli.verify_tables import facts, tables
from plan_cli.proving.replay import Proof
from plan_cli.translation import _, chosen_language

_PAGE = """\
<!DOCTYPE html>
<html lang="{{ language }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{{ title }}</title>
<style>
body { font: 16px/1.6 "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", sans-serif;
  max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a; background: #fff; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.2rem; margin-top: 2rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; margin: 0 0 1rem; }
dt { color: #555; } dd { margin: 0; overflow-wrap: anywhere; }
section dl { border-top: 1px solid #999; padding-top: .6rem; break-inside: avoid; }
.held { color: #0b5d1e; } .broken { color: #a40000; }
</style>
</head>
<body>
<main>
<h1>{{ title }}</h1>
<p class="{{ 'held' if holds else 'broken' }}"><strong>{{ verdict }}</strong></p>
<dl>
{% for name, value in facts %}<dt>{{ name }}</dt><dd>{{ value }}</dd>
{% endfor %}</dl>
{% for heading, remarks in remarked %}{% if remarks %}<section>
<h2>{{ heading }}</h2>
{% for remark in remarks %}<dl>
<dt>{{ words.commit }}</dt><dd>{{ remark.commit }}</dd>
{% if remark.place.path %}<dt>{{ words.place }}</dt><dd>{{ remark.place }}</dd>
{% endif %}<dt>{{ words.reason }}</dt><dd>{{ remark.message }}</dd>
</dl>
{% endfor %}</section>
{% endif %}{% endfor %}{% for table in tables %}<section>
<h2>{{ table.title }}</h2>
{% for row in table.rows %}<dl>
{% for value in row %}{% if value %}<dt>{{ table.head[loop.index0] }}</dt><dd>{{ value }}</dd>
{% endif %}{% endfor %}</dl>
{% endfor %}</section>
{% endfor %}<p>plan {{ version }}</p>
</main>
</body>
</html>
"""


def to_html(proof: Proof) -> str:
    """A proof as one page. Everything that people wrote is escaped."""
    from jinja2 import Environment

    name = proof.plan.settings.title if proof.plan else ""
    page = Environment(autoescape=True).from_string(_PAGE)
    return page.render(
        language="zh-CN" if chosen_language() != "en" else "en",
        title=_("Proof of the history of {plan}").format(plan=name),
        holds=proof.holds,
        verdict=_("Every step was allowed.") if proof.holds else _("The history does not hold."),
        facts=facts(proof),
        remarked=[(_("Refused"), proof.verdict.refusals), (_("Allowed with a warning"), proof.verdict.warnings)],
        words={"commit": _("commit"), "place": _("place"), "reason": _("reason")},
        tables=tables(proof),
        version=__version__,
    )
