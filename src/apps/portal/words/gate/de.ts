export { default as words } from '../../../../features/access/messages/de.json';
