import done from '../messages/en.json';

export const words = done;
