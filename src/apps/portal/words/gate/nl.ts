export { default as words } from '../../../../features/access/messages/nl.json';
