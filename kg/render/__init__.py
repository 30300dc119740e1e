"""What people and programs read: briefs as text, JSON and Markdown."""
