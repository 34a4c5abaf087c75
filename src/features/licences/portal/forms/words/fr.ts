export { default as words } from '../messages/fr.json';
