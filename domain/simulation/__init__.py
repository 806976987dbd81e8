"""Simulation: pure building blocks of discrete-event simulations."""
