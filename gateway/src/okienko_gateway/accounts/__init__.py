"""Who editors are: roles, sessions, and the OpenID provider that knows them."""
