"""The public door: REST, WebSocket and the page; knows browsers and no models."""
