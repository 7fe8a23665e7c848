"""What a scan would cost, from a listing alone: `fairnotice plan`."""
