export { default as words } from '../messages/de.json';
