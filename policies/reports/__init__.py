"""Reports: one audit as text for people, as JSON, as SARIF for code scanning, as JUnit XML for CI."""

from policies.reports.report import SKIPPED, Audit, Source
from policies.reports.write import FORMATS, render

__all__ = ["FORMATS", "SKIPPED", "Audit", "Source", "render"]
