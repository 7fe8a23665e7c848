"""What field names of real tables mean to the rules, and what they must not mean."""

# ruff: noqa: E501

from __future__ import annotations

import time

import pytest

from scanner.detector.fieldnames import FieldNames, words_of
from scanner.rulebook import load

BOOK = load()

MEANS = {
    "person_name": """
        first_name FirstName FIRSTNAME firstname fname f_name usr_fname cust_first_nm givenName forename lname l_name
        LastName surname c_lname tbl_last_name fullName full_nm patientName emp_name contact_person name_first
        emergencyContactName cardholder_name mothers_name Vorname vorname_kunde nachname Nachname1 kd_nachname
        Mädchenname maedchenname madchenname Ansprechpartner prénom prenom PRENOM_CLIENT nom_de_famille nomDeNaissance
        nom_prenom apellido apellidos primerApellido segundo_apellido_cliente nombre_completo cognome COGNOME
        nome_e_cognome sobrenome primeiroNome último_nome voornaam achternaam tussenvoegsel volledigeNaam""",
    "name_values": "name nom nombre nome naam Name_1 customer_name custName cust_nm kundenname nom_client nombre_cliente accountHolder",
    "email_address": """
        email e_mail E-Mail eMail emailaddr email_addr EmailAddress emailaddress customeremail user_email_txt emails
        billing.email_2 contact_email_address email_home work_email e_mail_adresse mailadresse courriel adresse_email
        correo correo_electronico correo_electronico_cliente indirizzo_email email_cliente e_mailadres emailadres""",
    "phone_number": """
        phone phone_no ph_no phNo phonenumber PhoneNumber phone1 home_phone phone_home mobilephone cell_phone msisdn
        MSISDN_A telno tel_nr tel telephone_number custphone contact_phone_number fax_no phones telefon telefonnummer
        telefon_privat Handynummer handy_nr mobilnummer rufnr téléphone tel_portable numero_de_telephone telefono
        teléfono_móvil telefono_del_cliente celular cellulare telefone telemóvel telefoonnummer mobiel telefoon_werk""",
    "birth_date": """
        dob DOB birth_date birthdate BirthDt birth_dt dateOfBirth date_of_birth usr_birthdate patient_dob geburtsdatum
        geb_datum gebdat date_naissance date_de_naissance_client fecha_de_nacimiento fecha_nac FechaNacimiento
        data_di_nascita dataNascita data_de_nascimento dt_nasc geboortedatum""",
    "postal_address": """
        street street_name addr1 addr_1 addr_line_2 AddressLine1 address address2 shipping_address shipping_addr
        home_addr mailingAddress street1 house_no straße strasse strasse_nr hausnummer anschrift lieferadresse adresse
        adresse_de_livraison rue calle direccion dirección_cliente domicilio indirizzo indirizzo_di_residenza endereço
        morada straat huisnummer adres woonadres""",
    "postcode": "zip zip5 zip_code ZipCode zipcode postal_code postal_cd postCode cust_zip plz PLZ kunde_plz postleitzahl code_postal codigoPostal cap_di_residenza cep",
    "city": "city City cust_city city_name town ort wohnort stadt ville ville_de_residence ciudad città citta comune cidade woonplaats gemeente",
    "gender": "gender sex gender_cd cust_gender geschlecht Geschlecht sexe sexo género sesso genere geslacht",
    "nationality": "nationality citizenship staatsangehoerigkeit Staatsangehörigkeit nationalité nacionalidad cittadinanza nacionalidade nationaliteit",
    "marital_status": "marital_status maritalStatus familienstand etat_civil état_civil estado_civil stato_civile burgerlijke_staat",
    "username": "username user_name UserName usr usr_login login loginName screen_name benutzername nom_utilisateur nombre_de_usuario nome_utente gebruikersnaam uname",
    "job_title": "job_title jobTitle occupation berufsbezeichnung beruf metier métier profesion professione profissão beroep functietitel",
    "employer": "employer employer_name current_employer arbeitgeber employeur empleador datore_di_lavoro empregador werkgever",
    "salary": "salary annual_salary base_salary salary_usd gehalt bruttogehalt salaire salario sueldo stipendio ordenado salaris inkomen",
    "religion": "religion religious_affiliation konfession religionszugehoerigkeit religión religione religião godsdienst",
    "ethnicity": "ethnicity race race_ethnicity ethnic_group etnia origine_ethnique raza raça",
    "politics": "party_affiliation political_party parteizugehörigkeit partido_politico parti_politique",
    "trade_union": "trade_union union_member gewerkschaft syndicat sindicato vakbond",
    "sexuality": "sexual_orientation sexualOrientation orientation_sexuelle orientación_sexual",
    "health_field": "diagnosis primary_diagnosis allergies medication medikamente maladie enfermedad allergie malattia doença ziekte disability_status",
    "criminal_record": "criminal_record convictions vorstrafen casier_judiciaire antecedentes_penales reato strafblad",
    "photo_field": "photo profile_photo avatar_url profilePicture selfie profilbild photo_de_profil foto_de_perfil pasfoto",
    "marketing_preference": "marketing_opt_in marketingConsent newsletter newsletter_opt_in is_subscribed do_not_call hasOptedOutOfEmail werbeeinwilligung consentement_marketing nieuwsbrief",
    "password_digest": "password pwd pwd_hash passwordHash passwd",
    "bank_account_field": "bank_account iban kontonummer konto_nr blz bic numero_de_cuenta conto_corrente rekeningnummer routing_number sort_code",
    "national_id_field": "national_id nationalId personalausweisnummer sozialversicherungsnummer numero_de_securite_sociale dni codice_fiscale bsn nino cpf",
    "tax_id_field": "tax_id taxNumber steuernummer steuer_id numero_fiscal nif_fiscal partita_iva",
    "passport_field": "passport_no passportNumber reisepassnummer numero_de_passeport pasaporte paspoortnummer",
    "age_field": "age patient_age age_group alter edad età idade leeftijd",
    "communication": "message msg_body comment comments subject nachricht commentaire mensaje messaggio mensagem bericht",
    "remark": "notes customer_notes remarks bemerkung remarque observaciones osservazioni observações opmerking",
}  # fmt: skip

MEANS_NOT = {
    "person_name": "hostname filename product_name table_name username surname_count name_hash company_name first last firstrow event_name column_name full names_total first_seen full_text last_modified namespace",
    "name_values": "hostname host_name filename file_name product_name productname table_name tablename domainname servername rename name_id username_id nameserver groupname class_name functionName month_name city_name country_name filenames package_name",
    "email_address": "email_count email_verified_at emailed email_template_id mail_server_port mailing_list_id",
    "phone_number": "phone_model phone_type phonetic headphones microphone_level telemetry tele_id telco cellar telescope",
    "birth_date": "birthday_discount created_date date updated_at due_date birth_weight dobson",
    "postal_address": "ip_address mac_address email_address memory_address address_family address_count web_address wallet_address url_address addresses_total stage strategy",
    "postcode": "zip_path zipped zip_ratio zipfile barcode postcard opcode postponed",
    "city": "velocity capacity city_id elasticity electricity sort port import report ortho",
    "gender": "sextant gender_ratio_id engender sex_count agenda",
    "age_field": "page image usage stage package message_age storage average max_age language mileage cache_age page_age voltage coverage",
    "username": "username_count hostname login_count last_login_at loginattempts login_time user_id handler",
    "job_title": "job_id job_status jobs_total title subtitle job_queue",
    "salary": "sales income_tax_id interest_income celery",
    "ethnicity": "race_id trace race_date brace race_name grace_period",
    "health_field": "system_diagnosis treatment_url health_check_id symptom_count healthy",
    "ip_address": "ip_count zip ship tip recipe ip_version membership",
    "religion": "denomination_amount region religion_id",
    "education": "major_version minor degrees_celsius",
    "photo_field": "product_image photo_count image_id telephoto",
    "communication": "message_id error_message log_message commit_message message_count subject_id commentary_id",
    "coordinate_field": "latency platform flat along longest lattice",
    "credit_card": "card_type cardinality discard postcard card_id scorecard",
    "vehicle_field": "caving vinyl template plates_count",
    "bank_account_field": "bank_id account_type bank_name account_status",
    "isp_field": "display crispness isp_id",
}  # fmt: skip


def _pairs(table: dict[str, str]) -> list[tuple[str, str]]:
    return [(name, rule) for rule, names in table.items() for name in names.split()]


@pytest.mark.parametrize(("name", "rule"), _pairs(MEANS))
def test_names_that_mean_it(name: str, rule: str) -> None:
    assert rule in BOOK.field(name).named


@pytest.mark.parametrize(("name", "rule"), _pairs(MEANS_NOT))
def test_names_that_do_not_mean_it(name: str, rule: str) -> None:
    assert rule not in BOOK.field(name).named


@pytest.mark.parametrize(
    ("name", "phrase"),
    [
        ("kundenEmail", "email"), ("e_mail", "email"), ("Größe", "größe"), ("groesse", "größe"), ("grosse", "größe"),
        ("GROESSE_2", "größe"), ("año", "ano"), ("telefono_del_cliente", "telefono"), ("addrs", "address"),
        ("addresses", "address"), ("cities", "city"), ("userphone", "phone"), ("phonenr", "phone"), ("birthDateText", "birth date"),
    ],
)  # fmt: skip
def test_readings(name: str, phrase: str) -> None:
    assert FieldNames({"it": [phrase]}, {}).read(name) == ({"it"}, frozenset())


@pytest.mark.parametrize("name", ["", "___", "7", "of_the", "client", "数量", "été"])
def test_names_that_say_nothing(name: str) -> None:
    assert FieldNames({"it": ["email"]}, {"it": ["hash"]}).read(name) == (frozenset(), frozenset())


def test_a_part_denies_wherever_it_stands() -> None:
    names = FieldNames({"it": ["name"]}, {"it": ["host"]})
    assert names.read("host_name") == names.read("hostname") == names.read("nameOfHost") == (frozenset(), {"it"})


def test_thousands_of_names_are_read_at_once() -> None:
    names = [
        f"tbl_{prefix}_{name}_{number}"
        for prefix in ("cust", "x")
        for number in range(20)
        for name in ("email_addr", "foo_bar_baz", "shippingaddressline", "v")
    ]
    began = time.perf_counter()
    for name in names:
        BOOK.field_names.read(name)
    assert (time.perf_counter() - began) / len(names) < 0.002


def test_words_are_found_in_any_style() -> None:
    assert words_of("custEmail-Addr_2.HTTPName") == ("cust", "email", "addr", "2", "http", "name")
