import './styles/page.css';
import './elements/town-page';
