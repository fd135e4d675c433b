"""What the refresh of prices stands on, as processes that can be killed: a shop, a site, Redis, PostgreSQL."""
