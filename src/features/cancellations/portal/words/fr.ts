export { default as words } from '../../said/messages/fr.json';
