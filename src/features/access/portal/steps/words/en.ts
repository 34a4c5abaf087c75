import steps from '../messages/en.json';

export const words = steps;
