"""The floor: what the same list costs as a bare Django view. Pages are judged as multiples of it."""
