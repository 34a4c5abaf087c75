import steps from '../messages/nl.json';

export const words = steps;
