export { default as words } from '../../../../features/access/messages/en.json';
