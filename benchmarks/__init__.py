"""What Rigwright claims, measured."""
