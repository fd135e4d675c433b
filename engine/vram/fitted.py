"""The constants that were fitted, all of them; everything else in this package is counted.

Fitted on 24 November 2026 to the 192 scored rows that the project may look at (71 of language models answering, 39 of
LoRA, 20 of QLoRA, 19 of full training, 43 of files, pictures, speech and encoders), by the smallest mean absolute
logarithm of predicted / measured, one constant at a time, without knowing the framework. Median error 4.8 %, with each
document left out in turn 5.4 %; by kind of work: docs/models.md, "Memory". `python -m benchmarks.vram --rows FILE
--cross-validate` fits activations, convolutions and their context anew; the error is flat in what the allocator holds
(0.4 to 0.7) and in the context (1.0 to 1.2), and the two of diffusion rest on five rows of one document.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fitted:
    """What no count gives: tensors that a count misses, and what lies around the tensors."""

    activations: float = 1.2  # × the tensors counted for backward: rotary copies, residual sums, dropout masks, casts
    convolutions: float = 1.05  # × the outputs of convolutions and what follows each: workspaces, the head
    held: float = 0.5  # × what changes: what the caching allocator holds beyond it
    context_gib: float = 1.0  # the CUDA context with the workspaces of its libraries
    vision_context_gib: float = 0.5  # the same where a network of convolutions is trained
    pipeline_gib: float = 1.7  # work of a diffusion transformer that the allocator keeps beside that of the decoder
    packing_gib: float = 2.5  # what formats that are packed while they load keep of it


FITTED = Fitted()
