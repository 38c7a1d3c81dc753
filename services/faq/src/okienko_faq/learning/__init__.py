"""What the answers lack: counts, ratings, and masked questions."""
