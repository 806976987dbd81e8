"""The pages about calls, the pool, applications and badges."""

from web.brand import applications, calls, pool
from web.member import applications as helping
from web.member import calls as open_calls
from web.platform import pool as platform_pool
from web.visitor import badges

PAGES = (
    calls.pages,
    pool.pages,
    applications.pages,
    open_calls.pages,
    helping.pages,
    platform_pool.pages,
    badges.pages,
)
