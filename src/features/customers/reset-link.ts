/** Begins what the button of a reset carries behind `#mail=`, so that the page knows what it is for. */
export const resetLink = 'reset.';
