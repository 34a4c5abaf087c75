import done from '../messages/nl.json';

export const words = done;
