/** Pangrams: each has every letter of the alphabet. */
export const texts = [
    "The quick brown fox jumps over the lazy dog, and nobody asks the dog.",
    "Pack my box with five dozen liquor jugs before the movers come.",
    "Sphinx of black quartz, judge my vow; then tell me what you think.",
    "How vexingly quick daft zebras jump when the gate stands open.",
    "Waltz, bad nymph, for quick jigs vex; the band plays on all night.",
];
