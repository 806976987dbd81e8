"""Reactors: what is done once because of an event, such as writing an e-mail."""
