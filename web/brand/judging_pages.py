"""All pages on which a brand's people look at what was handed in or done, and judge."""

from web.brand import attempts, item_statistics, marking, suspensions

PAGES = (item_statistics.pages, attempts.pages, marking.pages, suspensions.pages)
