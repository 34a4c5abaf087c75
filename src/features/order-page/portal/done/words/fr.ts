import done from '../messages/fr.json';

export const words = done;
