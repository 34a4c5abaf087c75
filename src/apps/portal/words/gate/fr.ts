export { default as words } from '../../../../features/access/messages/fr.json';
