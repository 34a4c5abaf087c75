/** Photos of one request at most. Apart from the shapes, so that a page knows it without a library. */
export const maxPhotos = 5;
