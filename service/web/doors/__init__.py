"""Who is let in: keys, hosts, sites, rates, and the headers that every response has."""
