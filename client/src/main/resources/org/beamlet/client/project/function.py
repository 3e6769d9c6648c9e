def @LAST@(counts):
    """Finds the largest of some counts; its place and its height."""
    if not counts:
        raise ValueError("counts is empty")
    at = max(range(len(counts)), key=counts.__getitem__)
    return {"at": at, "height": counts[at]}
