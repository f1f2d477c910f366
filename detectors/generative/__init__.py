"""Images of a class, synthesized: AC-GAN (Odena et al. 2017), its training and its measures.

Two networks, a generator and a discriminator, are two players of the training loop.
"""
