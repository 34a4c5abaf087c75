/** Why somebody leaves, as far as they say; `ending.why.…` names each. */
export const reasons = ['price', 'unused', 'missing', 'moving', 'service', 'other'] as const;
