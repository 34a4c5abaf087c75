export { default as words } from '../messages/nl.json';
