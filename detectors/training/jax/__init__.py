"""Training on JAX: devices in a mesh, batches sharded over them, jitted steps.

The only folder that imports JAX.
"""
