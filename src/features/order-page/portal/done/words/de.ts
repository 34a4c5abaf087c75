import done from '../messages/de.json';

export const words = done;
