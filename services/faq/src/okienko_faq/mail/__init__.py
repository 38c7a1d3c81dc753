"""Answers by e-mail: letters, their queue, the mail server."""
