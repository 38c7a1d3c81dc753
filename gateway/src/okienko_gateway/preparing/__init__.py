"""Films and readings made before anybody asks: a worker that takes its jobs from the answers service."""
