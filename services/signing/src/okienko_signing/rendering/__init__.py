"""From a moving skeleton to pictures and video files."""
